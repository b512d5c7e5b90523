// SPDX-License-Identifier: Apache-2.0
/** What is known of the database files that are open in this JVM. Knows no connection. */
@NullMarked
package io.github.safesqlite.internal.file;

import org.jspecify.annotations.NullMarked;
