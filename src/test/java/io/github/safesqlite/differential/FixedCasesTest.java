// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.WayIn;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What random programs have found once: each case shows the same through every way in. */
class FixedCasesTest extends SideBySide {
    static Stream<Arguments> cases() {
        return Arrays.stream(FixedCase.values()).flatMap(fixed -> ways(fixed).map(way -> Arguments.of(fixed, way)));
    }

    /** On the driver as well, where it is the judge: what random programs found must be what it does each time. */
    private static Stream<WayIn> ways(FixedCase fixed) {
        Stream<WayIn> ours = Comparison.allWays().stream();
        return fixed.judge() == FixedCase.Judge.DRIVER ? Stream.concat(Stream.of(WayIn.PLAIN_DRIVER), ours) : ours;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTheSame(FixedCase fixed, WayIn way) throws SQLException {
        if (fixed.judge() == FixedCase.Judge.DRIVER) {
            same(way, fixed.body());
        } else {
            run(way, fixed.body());
        }
    }
}
