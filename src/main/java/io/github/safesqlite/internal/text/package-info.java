// SPDX-License-Identifier: Apache-2.0
/** The building blocks of messages. */
@NullMarked
package io.github.safesqlite.internal.text;

import org.jspecify.annotations.NullMarked;
