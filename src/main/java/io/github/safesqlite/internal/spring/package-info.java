// SPDX-License-Identifier: Apache-2.0
/** What Spring Boot finds by itself: the DataSource by properties alone. Optional: nothing else needs Spring. */
@NullMarked
package io.github.safesqlite.internal.spring;

import org.jspecify.annotations.NullMarked;
