// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchBuffersTest {
    @Test
    void theAllowedNumberOfReceiversHaveBuffers() {
        BatchBuffers.Pool pool = new BatchBuffers.Pool(5000, 2);
        BatchBuffers first = pool.take();
        BatchBuffers second = pool.take();
        assertThat(first).isNotNull().isNotSameAs(second);
        assertThat(second).isNotNull();
        assertThat(pool.take()).isNull();
        pool.giveBack(first);
        assertThat(pool.take()).isSameAs(first);
        assertThat(pool.take()).isNull();
    }
}
