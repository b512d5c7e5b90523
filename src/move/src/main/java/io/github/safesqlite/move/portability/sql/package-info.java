// SPDX-License-Identifier: Apache-2.0
/** SQL texts cut into tokens, and the schema that they are about. */
package io.github.safesqlite.move.portability.sql;
