package io.movein.intake.form;

/** Issue bodies as GitHub writes them from the form. */
public final class Forms {

    public static final String COMPLETE = """
        ### Onboarding issue

        #12

        ### Source

        Old host: https://media.old-host.example
        Volume: about 1,000 files

        ### Image

        registry.example.com/media@sha256:4b825dc6

        ### Mode

        live

        ### Additional CPU

        500m

        ### Additional memory

        512Mi

        ### Additional storage

        1Gi

        ### Egress

        media.old-host.example:443
        10.0.0.1:80

        ### Destination interfaces

        media-store:9000

        ### Secrets

        _No response_

        ### Re-run contract

        safe on populated destination

        ### Supports resume

        yes

        ### Expected runtime

        1d 4h
        """;

    private Forms() {}
}
