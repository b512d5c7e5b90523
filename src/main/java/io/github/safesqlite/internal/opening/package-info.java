// SPDX-License-Identifier: Apache-2.0
/** How a database and the connections to it are opened, prepared and copied. */
@NullMarked
package io.github.safesqlite.internal.opening;

import org.jspecify.annotations.NullMarked;
