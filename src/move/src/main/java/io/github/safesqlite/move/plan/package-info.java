// SPDX-License-Identifier: Apache-2.0
/** Which table and column goes where, in which order, and what is in the way. */
package io.github.safesqlite.move.plan;
