// SPDX-License-Identifier: Apache-2.0
/** The write gate: one writing session per database file, in turn. Policy only; knows no JDBC objects. */
@NullMarked
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.NullMarked;
