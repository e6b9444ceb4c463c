package io.movein.standin.node.image;

/** An image that cannot be had; reason and message as a kubelet over containerd gives them. */
public final class ImageUnavailableException extends Exception {

    private final String reason;

    private ImageUnavailableException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    static ImageUnavailableException invalidName(String text) {
        return new ImageUnavailableException(
                "InvalidImageName",
                "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": ".formatted(text, text)
                        + "expected name@sha256:<64 hexadecimal digits>");
    }

    static ImageUnavailableException notFound(ImageReference image) {
        return new ImageUnavailableException(
                "ErrImagePull",
                "rpc error: code = NotFound desc = failed to pull and unpack image \"%s\": failed to resolve image: %s: not found"
                        .formatted(image, image));
    }

    static ImageUnavailableException broken(ImageReference image, String why) {
        return new ImageUnavailableException(
                "ErrImagePull",
                "rpc error: code = FailedPrecondition desc = failed to pull and unpack image \"%s\": %s"
                        .formatted(image, why));
    }

    /** {@code ErrImagePull} or {@code InvalidImageName}. */
    public String reason() {
        return reason;
    }
}
