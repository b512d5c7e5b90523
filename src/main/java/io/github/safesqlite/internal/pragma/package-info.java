// SPDX-License-Identifier: Apache-2.0
/** SQLite's PRAGMAs: what each acts on, which values it takes, and whether it can be configured. */
@NullMarked
package io.github.safesqlite.internal.pragma;

import org.jspecify.annotations.NullMarked;
