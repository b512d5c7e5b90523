// SPDX-License-Identifier: Apache-2.0
/**
 * The exceptions of the library. Each extends the JDBC class that frameworks translate and carries SQLState and vendor
 * code.
 */
@NullMarked
package io.github.safesqlite.error;

import org.jspecify.annotations.NullMarked;
