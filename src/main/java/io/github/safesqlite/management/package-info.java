// SPDX-License-Identifier: Apache-2.0
/** The JMX view of a DataSource. */
@NullMarked
package io.github.safesqlite.management;

import org.jspecify.annotations.NullMarked;
