// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

/** What has happened to the databases of tenants so far. Under the lock of {@link TenantTable}. */
final class TenantCounts {
    long opened;
    long failedOpens;
    long closedForRoom;
    long closedIdle;
    long timeouts;
}
