// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import io.github.safesqlite.move.finding.FindingKind;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** The types of numbers. */
final class Numbers {
    private static final Pattern PLAIN = Pattern.compile("-?(0|[1-9]\\d{0,999})(\\.\\d{1,1000})?");

    private Numbers() {}

    /** The types smallint, integer and bigint. */
    record IntegerType(String name, long minimum, long maximum) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            long number;
            if (value instanceof Long integer) {
                number = integer;
            } else if (value instanceof Double real) {
                number = exact(real);
            } else {
                throw Misfit.ofType(value, name);
            }
            if (number < minimum || number > maximum) {
                throw new Misfit(
                        FindingKind.OUT_OF_RANGE,
                        "The number is beyond the range of " + name + ". Make the column a bigint.");
            }
            return Long.toString(number);
        }

        private long exact(double real) throws Misfit {
            // Beyond 2^53 a double stands for more than one whole number.
            if (real != Math.rint(real) || Math.abs(real) > 1L << 53) {
                throw new Misfit(
                        FindingKind.LOSES_DIGITS,
                        "The value is a REAL that is not a whole number of at most 2^53, and the column is of type "
                                + name + ". Correct the value, or make the column double precision.");
            }
            return (long) real;
        }
    }

    /** The type double precision. */
    record DoubleType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Double real) {
                return Double.toString(real);
            }
            if (value instanceof Long integer) {
                double real = integer;
                if (integer == Long.MAX_VALUE || (long) real != integer) {
                    throw new Misfit(
                            FindingKind.LOSES_DIGITS,
                            "The whole number has more digits than double precision keeps. Make the column a bigint.");
                }
                return Double.toString(real);
            }
            throw Misfit.ofType(value, "double precision");
        }

        @Override
        public String fromTarget(String shown) {
            return Double.toString(Double.parseDouble(shown));
        }
    }

    /** The type real, with half the bytes of SQLite's REAL. */
    record RealType() implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (!(value instanceof Double) && !(value instanceof Long)) {
                throw Misfit.ofType(value, "real");
            }
            // A long may round to a double and that to a float: compare with the number itself.
            float real = ((Number) value).floatValue();
            boolean same = value instanceof Long integer
                    ? new BigDecimal(real).compareTo(BigDecimal.valueOf(integer)) == 0
                    : real == (Double) value;
            if (!same) {
                throw new Misfit(
                        FindingKind.LOSES_DIGITS,
                        "The number has more digits than real keeps, which has 4 bytes. Make the column double precision.");
            }
            return Float.toString(real);
        }

        @Override
        public String fromTarget(String shown) {
            return Float.toString(Float.parseFloat(shown));
        }
    }

    /** The type numeric; precision 0 means without bound. */
    record NumericType(int precision, int scale) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            BigDecimal number = number(value).stripTrailingZeros();
            if (precision > 0 && number.scale() > scale) {
                throw new Misfit(
                        FindingKind.LOSES_DIGITS,
                        "The number has more digits after the point than " + name() + " keeps. Give the column more.");
            }
            if (precision > 0 && number.signum() != 0 && number.precision() - number.scale() > precision - scale) {
                throw new Misfit(
                        FindingKind.OUT_OF_RANGE,
                        "The number has more digits before the point than " + name() + " keeps. Give the column more.");
            }
            return number.toPlainString();
        }

        private BigDecimal number(Object value) throws Misfit {
            if (value instanceof Long integer) {
                return BigDecimal.valueOf(integer);
            }
            if (value instanceof Double real && !real.isInfinite()) {
                return new BigDecimal(Double.toString(real));
            }
            if (value instanceof String text && PLAIN.matcher(text).matches()) {
                return new BigDecimal(text);
            }
            if (value instanceof Double) {
                throw new Misfit(FindingKind.OUT_OF_RANGE, "The number is infinite. Correct the value.");
            }
            throw Misfit.ofType(value, name());
        }

        @Override
        public String fromTarget(String shown) {
            boolean finite = Character.isDigit(shown.charAt(shown.length() - 1));
            return finite ? new BigDecimal(shown).stripTrailingZeros().toPlainString() : shown;
        }

        private String name() {
            return precision == 0 ? "numeric" : "numeric(" + precision + "," + scale + ")";
        }
    }
}
