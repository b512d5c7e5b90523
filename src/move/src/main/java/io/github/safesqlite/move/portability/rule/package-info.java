// SPDX-License-Identifier: Apache-2.0
/** The rules by which statements are found that PostgreSQL refuses or answers differently. */
package io.github.safesqlite.move.portability.rule;
