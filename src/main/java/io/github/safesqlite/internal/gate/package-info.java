// SPDX-License-Identifier: Apache-2.0
/** The write gate: one writing session per database file at a time, in order. Pure policy; knows no JDBC objects. */
@NullMarked
package io.github.safesqlite.internal.gate;

import org.jspecify.annotations.NullMarked;
