// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** The items, by queries of each kind. */
interface Items extends JpaRepository<Item, Long> {
    List<Item> findByCustomerOrderById(String customer);

    Page<Item> findByCustomerStartingWith(String start, Pageable page);

    Stream<Item> streamByCustomer(String customer);

    /** Reads the items and deletes them one by one. */
    @Transactional
    long deleteByCustomer(String customer);

    @Modifying
    @Transactional
    @Query("update Item i set i.amount = i.amount + 1 where i.customer = :customer")
    int addOne(String customer);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Item> findWithLockById(Long id);

    @Transactional
    default void transact(Runnable work) {
        work.run();
    }
}
