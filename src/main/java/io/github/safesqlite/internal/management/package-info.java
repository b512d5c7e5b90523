// SPDX-License-Identifier: Apache-2.0
/** Registers each DataSource with JMX. */
@NullMarked
package io.github.safesqlite.internal.management;

import org.jspecify.annotations.NullMarked;
