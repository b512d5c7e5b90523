// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row with one observation of a provider; the database gives it its id. */
@Entity
@Table(name = "provider_health")
class StoredHealth {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String provider;
    private long at;
    private boolean healthy;
    private long latency;

    protected StoredHealth() {}

    StoredHealth(String provider, HealthCheck check) {
        this.provider = provider;
        this.at = check.at();
        this.healthy = check.healthy();
        this.latency = check.latencyMillis();
    }
}
