// SPDX-License-Identifier: Apache-2.0
/** A DataSource as JMX sees and steers it. */
@NullMarked
package io.github.safesqlite.management;

import org.jspecify.annotations.NullMarked;
