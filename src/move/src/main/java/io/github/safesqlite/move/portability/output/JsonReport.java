// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.safesqlite.move.portability.check.PortabilityReport;

/** The report as JSON, with the names of {@link PortabilityReport}. */
public final class JsonReport {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private JsonReport() {}

    /** The report as JSON. */
    public static String of(PortabilityReport report) throws JsonProcessingException {
        return MAPPER.writeValueAsString(report) + "\n";
    }
}
