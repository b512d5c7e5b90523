// SPDX-License-Identifier: Apache-2.0
/** Result sets that are answered from memory, as the driver would answer them: rows that were read out before their caller asks. */
@NullMarked
package io.github.safesqlite.internal.readout;

import org.jspecify.annotations.NullMarked;
