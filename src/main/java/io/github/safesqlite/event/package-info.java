// SPDX-License-Identifier: Apache-2.0
/** What the library tells about its work: the port that metrics, leak reports and tests listen to. */
@NullMarked
package io.github.safesqlite.event;

import org.jspecify.annotations.NullMarked;
