// SPDX-License-Identifier: Apache-2.0
/** Snapshots of the state of a DataSource, for people and for programs. */
@NullMarked
package io.github.safesqlite.snapshot;

import org.jspecify.annotations.NullMarked;
