import APIMachinery
import APITesting
import Testing

@testable import APIServer

@Suite(.timeLimit(.minutes(20))) struct WakeupTests {
  @Test func tellsAWakeUpFromTime() async {
    let time = ManualTime()
    let wakeup = Wakeup()
    wakeup.wake()
    wakeup.wake()
    #expect(await wakeup.wait(upTo: .seconds(9), time: time))
    // Two count as one.
    async let late = wakeup.wait(upTo: .seconds(9), time: time)
    await time.waitForSleepers(1)
    time.advance(by: .seconds(9))
    #expect(await late == false)
    async let woken = wakeup.wait(upTo: .seconds(9), time: time)
    await time.waitForSleepers(1)
    wakeup.wake()
    #expect(await woken)
  }
}
