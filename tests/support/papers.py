"""What people write: confirmations, calls for tenders and work plans, in English and Chinese."""

BOOKINGS_EN = """Booking confirmation
Order date: 2 January 2027
Booking reference: XK9PLM

Flight CZ3102
Departure: 1 March 2027 08:00 Beijing
Arrival: 1 March 2027 11:20 Guangzhou
Fare: CNY 1,240.00

Hotel: White Swan
Address: 1 South Street, Shamian, Guangzhou
Check-in: 1 March 2027 from 15:00
Check-out: 3 March 2027 until 11:00
Confirmation number: HT-7788123
CNY 620 per night
Total: CNY 1,240.00

Restaurant: Tao Tao Ju
Table for 2 on March 2, 2027 at 7:30 pm
Address: 20 Dishifu Road, Guangzhou
"""
BOOKINGS_ZH = """订单确认
预订日期：2027年1月2日

航班 CA1831
出发：2027年3月1日 08:30 北京首都
到达：2027年3月1日 10:45 上海虹桥
票价：1240元
订单号：E123456789

酒店名称：和平饭店
地址：上海市黄浦区南京东路20号
入住：2027年3月1日 下午3点
退房：2027年3月3日 12:00
确认号：HP998877
总价：人民币 4,560.00 元
"""
TENDER_EN = """# Call for tenders: travel platform

## 1. Submission
Bids must be submitted no later than 15 March 2027, 17:00. Late bids will be rejected.
The bidder shall provide three references. Bidders should include a project plan.
Bidders must not subcontract the hosting. A bid bond of EUR 20,000 is required.

## 2. Evaluation criteria
| Criterion | Points |
| --- | --- |
| Price | 40 |
| Technical quality | 45 |
| Team | 15 |
| Total | 100 |

## 3. Contract
For each day of delay the contractor shall pay liquidated damages of EUR 500.
The contractor is liable for all damages caused by its staff.
"""
TENDER_ZH = """第一章 投标邀请
投标截止时间：2027年3月15日 17:00。逾期送达的投标文件将被拒收。
投标人须具备有效营业执照。投标人不得转包。投标保证金为人民币2万元。
第二章 评分标准
价格：30分
技术方案：50分
服务承诺：20分
合计：100分
第三章 合同
每延误一天，承包人应支付违约金5000元。
"""
WORK_EN = """# Project plan
## 1. Backend
- Login and sign-up: 3 days
- Trip API: 5-8 days
- Search: 2/3/5 days
## 2. Frontend
- Map view (16 hours)
- Printing
## 3. Rollout
Training of staff takes 2 weeks.
Total: 20 days
"""
WORK_ZH = """一、后端开发
1. 登录注册：3人天
2. 行程接口：5-8人天
二、报表
模块 | 工作量（人天）
月报 | 4
导出 | 2.5
合计 | 6.5
"""
