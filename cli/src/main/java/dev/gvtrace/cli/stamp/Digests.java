// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.stamp;

import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;

/** The digests that a stamp may be over, and their names in Java. */
final class Digests {
    /** The digest that gvtrace asks for a stamp over. */
    static final String ASKED = "SHA-256";

    private static final Map<ASN1ObjectIdentifier, String> NAMES = Map.of(
            NISTObjectIdentifiers.id_sha256, ASKED,
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512",
            NISTObjectIdentifiers.id_sha3_256, "SHA3-256",
            NISTObjectIdentifiers.id_sha3_384, "SHA3-384",
            NISTObjectIdentifiers.id_sha3_512, "SHA3-512");

    private Digests() {}

    /** Java's name of a digest. */
    static String name(ASN1ObjectIdentifier id) throws InvalidStampException {
        String name = NAMES.get(id);
        if (name == null) {
            throw new InvalidStampException("over a digest of the kind " + id.getId() + ", expected SHA-2 or SHA-3");
        }
        return name;
    }
}
