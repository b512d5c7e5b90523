// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.plan;

import io.github.safesqlite.move.target.TargetColumn;
import io.github.safesqlite.move.type.ColumnType;

/** A column of the source, its column in the target, and how values are converted. */
public record ColumnPlan(String source, TargetColumn target, ColumnType type) {}
