// SPDX-License-Identifier: Apache-2.0
/** The pieces that messages are made of. */
@NullMarked
package io.github.safesqlite.internal.text;

import org.jspecify.annotations.NullMarked;
