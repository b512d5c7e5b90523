// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.util.List;

/**
 * A column of PostgreSQL.
 *
 * @param name its name
 * @param type the type without bounds, that of the domain's base if it is a domain
 * @param modifier the bounds of the type as the catalog has them, -1 for none
 * @param described the type with its bounds, for messages
 * @param labels the labels if the type is an enum, otherwise empty
 * @param required whether NULL is refused
 * @param filled whether the database fills the column if no value is given
 * @param generated whether the database computes the value always
 */
public record TargetColumn(
        String name,
        String type,
        int modifier,
        String described,
        List<String> labels,
        boolean required,
        boolean filled,
        boolean generated) {}
