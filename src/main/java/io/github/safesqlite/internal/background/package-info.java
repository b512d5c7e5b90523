// SPDX-License-Identifier: Apache-2.0
/** The few threads that run the background tasks of all DataSources in the JVM. */
@NullMarked
package io.github.safesqlite.internal.background;

import org.jspecify.annotations.NullMarked;
