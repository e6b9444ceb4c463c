package io.movein.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a profile of its own, for tests that look at pages as a person does. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path PICTURES = Path.of("target", "screenshots");

    /** Why a test that needs a browser is skipped where there is none. */
    public static final String MISSING = "the pages are not tested: no " + CHROMIUM + " and " + DRIVER
            + " (Debian packages chromium, chromium-driver)";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    public static boolean isAvailable() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public static Browser start(Path profile) {
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .build();
        var options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile);
        var driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(20));
        driver.manage().window().setSize(new Dimension(1280, 1000));
        return new Browser(driver);
    }

    /** Cookies belong to a host whatever its port: without this, one test would look with another's eyes. */
    public void forget() {
        driver.manage().deleteAllCookies();
    }

    public void open(URI page) {
        driver.get(page.toString());
    }

    /** In another tab, which is the one that is looked at from now on. */
    public void openTab(URI page) {
        driver.switchTo().newWindow(WindowType.TAB);
        open(page);
    }

    /** In a window of its own, beside those that are there, which stay visible. */
    public void openWindow(URI page) {
        driver.switchTo().newWindow(WindowType.WINDOW);
        open(page);
    }

    /** Ends all tabs and windows but the first. */
    public void closeOthers() {
        var handles = List.copyOf(driver.getWindowHandles());
        for (var other : handles.subList(1, handles.size())) {
            driver.switchTo().window(other).close();
        }
        driver.switchTo().window(handles.getFirst());
    }

    /** Opens the page in another window in which this script runs before each of the page's own. */
    public void openWindow(URI page, String before) {
        driver.switchTo().newWindow(WindowType.WINDOW);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", before));
        open(page);
    }

    /** Back to the first tab. */
    public void showFirstTab() {
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    public URI at() {
        return URI.create(driver.getCurrentUrl());
    }

    public WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    public boolean has(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    public String text() {
        return find("body").getText();
    }

    /** What is typed takes the place of what is there; the page's script may swap elements until it is typed into. */
    public void type(String css, String text) {
        try {
            await(css + " can be typed into", () -> typed(css, text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while typing into " + css, e);
        }
    }

    private boolean typed(String css, String text) {
        try {
            find(css).clear();
            find(css).sendKeys(text);
            return true;
        } catch (WebDriverException e) {
            return notWhileThePageChanges(e);
        }
    }

    /** Behind what is there already, without leaving the field. */
    public void typeOn(String css, String text) {
        find(css).sendKeys(text);
    }

    public void click(String css) {
        find(css).click();
    }

    /** Clicks what leads to another page and waits until that is there; the old page's script may swap elements meanwhile. */
    public void go(String css) throws InterruptedException {
        var old = find("html");
        await(css + " can be clicked", () -> clicked(css));
        await("the page after " + css, () -> gone(old) && "complete".equals(script("return document.readyState")));
    }

    private boolean clicked(String css) {
        try {
            click(css);
            return true;
        } catch (NoSuchElementException notNow) {
            return false;
        } catch (WebDriverException e) {
            return notWhileThePageChanges(e);
        }
    }

    private static boolean gone(WebElement element) {
        try {
            element.isEnabled();
            return false;
        } catch (WebDriverException e) {
            return !notWhileThePageChanges(e);
        }
    }

    /** False, if that is all it was; the driver does not always say it as a stale element. */
    private static boolean notWhileThePageChanges(WebDriverException e) {
        if (e instanceof StaleElementReferenceException
                || String.valueOf(e.getMessage()).contains("does not belong to the document")) {
            return false;
        }
        throw e;
    }

    public @Nullable Object script(String javaScript) {
        return driver.executeScript(javaScript);
    }

    public void viewAs(String login) throws InterruptedException {
        click(".viewer summary");
        go(".viewer button[value='" + login + "']");
    }

    public void await(String what, BooleanSupplier condition) throws InterruptedException {
        var until = System.nanoTime() + LIMIT.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > until) {
                throw new AssertionError(
                        "after " + LIMIT.toSeconds() + " s still not so: " + what + "; the page says: " + text());
            }
            Thread.sleep(50);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (WebDriverException e) {
            return notWhileThePageChanges(e);
        }
    }

    /** What pages see of the window from now on: its width in CSS pixels, and the colours that its user prefers. */
    public void look(int width, boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", width < 800));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    public void picture(String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
