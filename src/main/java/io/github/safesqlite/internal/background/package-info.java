// SPDX-License-Identifier: Apache-2.0
/** The few threads on which all DataSources of the JVM have their work in the background done. */
@NullMarked
package io.github.safesqlite.internal.background;

import org.jspecify.annotations.NullMarked;
