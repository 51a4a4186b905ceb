// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderedJobsTest {
    @Test
    void outputHasTheOrderOfTheJobsForAnyNumberOfThreads() throws IOException {
        byte[] expected = outputWith(1);
        assertThat(expected).isNotEmpty();
        for (int threads : new int[] {2, 3, 8, 50}) {
            assertThat(outputWith(threads)).isEqualTo(expected);
        }
    }

    private static byte[] outputWith(int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<OrderedJobs.Job<Integer>> jobs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            jobs.add(slot -> {
                for (int line = 0; line < 100 - number; line++) {
                    slot.write(("job " + number + " line " + line + "\n").getBytes(StandardCharsets.UTF_8));
                }
                return number;
            });
        }
        List<Integer> results = new OrderedJobs<Integer>(out).run(jobs, threads);
        assertThat(results).hasSize(40).isSorted();
        return out.toByteArray();
    }

    @Test
    void aLaterJobWaitsWhenItsBufferIsFullAndLosesNothing() throws IOException {
        CountDownLatch secondIsFull = new CountDownLatch(1);
        byte[] chunk = new byte[OrderedJobs.BUFFER_LIMIT / 4];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<OrderedJobs.Job<String>> jobs = List.of(
                slot -> {
                    await(secondIsFull);
                    slot.write('a');
                    return "a";
                },
                slot -> {
                    for (int i = 0; i < 4; i++) {
                        slot.write(chunk, 0, chunk.length);
                    }
                    secondIsFull.countDown();
                    slot.write('b');
                    return "b";
                });
        new OrderedJobs<String>(out).run(jobs, 2);
        byte[] all = out.toByteArray();
        assertThat(all).hasSize(OrderedJobs.BUFFER_LIMIT + 2);
        assertThat(all[0]).isEqualTo((byte) 'a');
        assertThat(all[all.length - 1]).isEqualTo((byte) 'b');
    }

    @Test
    void whatAJobThrowsIsThrownAndEndsTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        List<OrderedJobs.Job<String>> jobs = List.of(
                slot -> {
                    slot.write('x');
                    return "x";
                },
                slot -> {
                    byte[] chunk = new byte[OrderedJobs.BUFFER_LIMIT];
                    while (never.getCount() > 0) {
                        slot.write(chunk, 0, chunk.length);
                    }
                    return "y";
                });
        assertThatThrownBy(() -> new OrderedJobs<String>(closed).run(jobs, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space left");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
