// SPDX-License-Identifier: Apache-2.0
/** Settings: one table of options that the builder, bean properties, URLs and Properties all read. */
@NullMarked
package io.github.safesqlite.config;

import org.jspecify.annotations.NullMarked;
