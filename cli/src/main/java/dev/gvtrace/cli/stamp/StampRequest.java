// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/** A request for a time stamp over a SHA-256 digest, with a nonce, that asks for the authority's certificate. */
final class StampRequest {
    private static final int NONCE_BITS = 64;
    private static final int MOST_BYTES = 16 << 10;

    private final TimeStampRequest request;

    private StampRequest(TimeStampRequest request) {
        this.request = request;
    }

    /**
     * A new one.
     *
     * @param policy object identifier of the policy that the stamp is to be made under; null for the authority's own
     */
    static StampRequest over(byte[] digest, @Nullable String policy) throws IOException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        if (policy != null) {
            generator.setReqPolicy(new ASN1ObjectIdentifier(policy));
        }
        BigInteger nonce = new BigInteger(NONCE_BITS, new SecureRandom()).setBit(NONCE_BITS - 1);
        return new StampRequest(generator.generate(NISTObjectIdentifiers.id_sha256, digest, nonce));
    }

    /**
     * One that was written earlier.
     *
     * @throws IOException when it cannot be read, or is not a request
     */
    static StampRequest read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("larger than a request for a time stamp");
        }
        try {
            return new StampRequest(new TimeStampRequest(Files.readAllBytes(file)));
        } catch (RuntimeException e) {
            throw new IOException("not a request for a time stamp", e);
        }
    }

    byte[] encoded() throws IOException {
        return request.getEncoded();
    }

    /** Whether it asks for a stamp over this digest. */
    boolean isOver(byte[] digest) {
        return Arrays.equals(request.getMessageImprintDigest(), digest);
    }

    /** Checks that a stamp answers this request. */
    void check(TimeStampTokenInfo stamp) throws InvalidStampException {
        if (!Objects.equals(request.getNonce(), stamp.getNonce())) {
            throw new InvalidStampException(
                    "with another nonce than that of the request: a reply to another request, or an old one");
        }
        if (request.getReqPolicy() != null && !request.getReqPolicy().equals(stamp.getPolicy())) {
            throw new InvalidStampException(
                    "under the policy " + stamp.getPolicy().getId() + ", expected "
                            + request.getReqPolicy().getId());
        }
    }
}
