// SPDX-License-Identifier: Apache-2.0
module com.example.metrics {
    requires com.codahale.metrics;
    requires com.codahale.metrics.health;
    requires io.github.safesqlite;
}
