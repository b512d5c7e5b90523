// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** What somebody ordered. */
@Entity
class Item {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(columnDefinition = "integer")
    Long id;

    String customer;
    String product;
    int amount;

    @Version
    int version;

    protected Item() {}

    Item(String customer, String product) {
        this.customer = customer;
        this.product = product;
    }
}
