// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/**
 * How the load of a gate has grown from one week to the next. Immutable.
 *
 * @param weekBefore the share of its busiest hour for which the gate was held, from 0 to 1, on average over the seven days before
 *     the last seven
 * @param lastWeek the same for the last seven days
 */
public record GateGrowth(double weekBefore, double lastWeek) {}
