// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import java.time.Duration;

/**
 * The limits of {@link OpenTenants}. Immutable.
 *
 * @param maximumOpen how many databases are open at most
 * @param connectionTimeout how long a caller waits for one
 * @param closeTimeout how long a close waits for those in use
 */
public record TenantLimits(int maximumOpen, Duration connectionTimeout, Duration closeTimeout) {}
