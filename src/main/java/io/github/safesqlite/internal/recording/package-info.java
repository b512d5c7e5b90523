// SPDX-License-Identifier: Apache-2.0
/** Writes events to the JDK's flight recorder while a recording runs. */
@NullMarked
package io.github.safesqlite.internal.recording;

import org.jspecify.annotations.NullMarked;
