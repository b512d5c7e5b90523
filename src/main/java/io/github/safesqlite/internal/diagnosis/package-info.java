// SPDX-License-Identifier: Apache-2.0
/** Diagnosis of a DataSource: snapshots, advice, the dump at a timeout. */
@NullMarked
package io.github.safesqlite.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
