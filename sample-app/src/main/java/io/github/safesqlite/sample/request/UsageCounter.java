// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The usage counter that all users share; without a version, so that only the database can keep updates apart. */
@Entity
@Table(name = "usage_counter")
class UsageCounter {
    @Id
    private long id;

    private long n;

    protected UsageCounter() {}

    void increment() {
        n++;
    }
}
