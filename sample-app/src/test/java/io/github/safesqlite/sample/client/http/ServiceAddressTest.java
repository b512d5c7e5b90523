// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080,  http://127.0.0.1:8080",
        "http://127.0.0.1:8080/, http://127.0.0.1:8080",
        "http://[::1]:81,        http://[::1]:81",
        "http://localhost,       http://localhost:80"
    })
    void isTheAddressOfAWholeService(String url, String address) {
        assertEquals(address, ServiceAddress.of(url).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                "localhost:8080",
                "https://localhost",
                "http://localhost/sessions",
                "http://localhost?a=b",
                "http://ann@localhost",
                "http://localhost:99999",
                "http://a b"
            })
    void anythingElseIsNone(String url) {
        assertEquals(Optional.empty(), ServiceAddress.of(url));
    }
}
