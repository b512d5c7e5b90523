// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A row with the usage of a provider on one day. Others add to it too, so only statements change it. */
@Entity
@Table(name = "provider_usage")
@IdClass(StoredUsage.Key.class)
class StoredUsage {
    @Id
    private String provider;

    @Id
    private String day;

    private long choices;
    private long successes;
    private long tokens;

    protected StoredUsage() {}

    record Key(String provider, String day) {}
}
