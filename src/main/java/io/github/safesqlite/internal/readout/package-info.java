// SPDX-License-Identifier: Apache-2.0
/** Result sets that are answered from memory as the driver would answer them: their rows were read before the caller asks. */
@NullMarked
package io.github.safesqlite.internal.readout;

import org.jspecify.annotations.NullMarked;
