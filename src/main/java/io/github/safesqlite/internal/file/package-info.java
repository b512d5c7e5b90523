// SPDX-License-Identifier: Apache-2.0
/** The database files that are open in this JVM. Knows no connections. */
@NullMarked
package io.github.safesqlite.internal.file;

import org.jspecify.annotations.NullMarked;
