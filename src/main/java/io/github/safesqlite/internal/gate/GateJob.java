// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/** A piece of work that a waiter lets the holder of the gate do for it. The gate never looks inside. */
public interface GateJob {}
