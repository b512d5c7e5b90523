// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import org.jspecify.annotations.Nullable;

/**
 * A tenant that the caller may use. Immutable.
 *
 * @param database its database, or null if the caller has to open it
 * @param replaced the tenant whose room it has, which the caller has to close first; null if there was room
 */
record Admission<T>(
        Tenant<T> tenant, @Nullable T database, @Nullable Tenant<T> replaced) {}
