// SPDX-License-Identifier: Apache-2.0
/** The SQLStates and result codes of errors. */
@NullMarked
package io.github.safesqlite.internal.codes;

import org.jspecify.annotations.NullMarked;
