// SPDX-License-Identifier: Apache-2.0
/** How statements run: in a transaction, alone, together with those of others or in batches; and what they leave behind. */
@NullMarked
package io.github.safesqlite.internal.execution;

import org.jspecify.annotations.NullMarked;
