// SPDX-License-Identifier: Apache-2.0
/**
 * The exceptions of the library. Each extends the JDBC class that frameworks translate and carries SQLState and vendor
 * code.
 *
 * <p>Catch them and read their properties. Their static factory methods are for the library only and may change in any version.
 */
@NullMarked
package io.github.safesqlite.error;

import org.jspecify.annotations.NullMarked;
