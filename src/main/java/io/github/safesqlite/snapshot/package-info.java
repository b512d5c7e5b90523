// SPDX-License-Identifier: Apache-2.0
/** A picture of a DataSource at one moment, for people and for programs. */
@NullMarked
package io.github.safesqlite.snapshot;

import org.jspecify.annotations.NullMarked;
