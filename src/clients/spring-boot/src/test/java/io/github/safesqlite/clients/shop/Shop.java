// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Transactions of several queries. */
@Service
class Shop {
    private final Items items;

    Shop(Items items) {
        this.items = items;
    }

    @Transactional
    long order(String customer, String product) {
        return items.save(new Item(customer, product)).id;
    }

    @Transactional
    void addOneWithLock(long id) {
        items.findWithLockById(id).orElseThrow().amount++;
    }

    /** Writes while the rows are still being read. */
    @Transactional
    void copy(String from, String to) {
        try (Stream<Item> stream = items.streamByCustomer(from)) {
            stream.forEach(item -> items.saveAndFlush(new Item(to, item.product)));
        }
    }

    @Transactional(readOnly = true, propagation = Propagation.REQUIRES_NEW)
    long committed(String customer) {
        return items.findByCustomerOrderById(customer).size();
    }

    @Transactional(propagation = Propagation.NESTED)
    void orderNested(String customer, String product) {
        order(customer, product);
    }

    @Transactional(readOnly = true)
    void changeReadOnly(long id) {
        items.findById(id).orElseThrow().amount = 1000;
    }
}
