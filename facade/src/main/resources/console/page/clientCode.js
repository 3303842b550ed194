// A first program of a client, with the address of this server.

const PROGRAMS = {
  Java: (endpoint, secretId, queue) => `// Maven: com.qcloud:cmq-http-client:1.0.7
Account account = new Account("${endpoint}", "${secretId}", System.getenv("CMQ_SECRET_KEY"));
Queue queue = account.getQueue("${queue}");
queue.sendMessage("Hello, CMQ");
Message message = queue.receiveMessage(3);
System.out.println(message.msgBody);
queue.deleteMessage(message.receiptHandle);`,

  Python: (endpoint, secretId, queue) => `# cmq-python-sdk
import os
from cmq.account import Account
from cmq.queue import Message

account = Account("${endpoint}", "${secretId}", os.environ["CMQ_SECRET_KEY"])
queue = account.get_queue("${queue}")
queue.send_message(Message("Hello, CMQ"))
message = queue.receive_message(3)
print(message.msgBody)
queue.delete_message(message.receiptHandle)`,

  Go: (endpoint, secretId, queue) => `// go get github.com/TencentCloud/tencentcloud-cmq-sdk-go
client, err := tcmq.NewClient("${endpoint}", "${secretId}", os.Getenv("CMQ_SECRET_KEY"), 5*time.Second)
if err != nil {
	log.Fatal(err)
}
queue := &tcmq.Queue{Client: client, Name: "${queue}", PollingWaitSeconds: 3}
queue.Send("Hello, CMQ")
message, err := queue.Receive()
if err != nil {
	log.Fatal(err)
}
fmt.Println(message.MsgBody())
queue.Delete(message.Handle())`,
};

export const LANGUAGES = Object.keys(PROGRAMS);

export const clientCode = (language, endpoint, secretId, queue) => PROGRAMS[language](endpoint, secretId, queue);
