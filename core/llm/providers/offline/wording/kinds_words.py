"""Kinds of sights and of food, and things hotels have, as people call them; the closer words first.

Each line is one thing: its words match what a traveller writes and how a catalogue calls it.
"""

SIGHTS: tuple[str, ...] = (
    r"红色(?:景点|旅游|景区|教育|文化|革命)?|革命(?:旧址|遗址|圣地|老区|历史|根据地)"
    r"|revolution\w* sites?",
    r"大学(?!室友|同学|生|毕业|朋友|舍友|老师|里)(?:校园|城)?|校园|高校|名校|universit(?:y"
    r"|ies)(?: campus\w*)?|campus\w*",
    r"图书馆|librar(?:y|ies)",
    r"美术馆|艺术馆|画廊|艺术展|画展|艺术中心|art (?:museums?|galler\w+|cent\w+)|galler(?:y|ies)",
    r"博物馆|博物院|纪念馆|展览馆|科技馆|museums?|memorial halls?",
    r"游乐[园场]|主题乐园|主题公园|(?<!迪士尼)(?<!欢乐谷)(?<!环球)(?<!方特)(?<!长隆)(?<!乐高)乐园"
    r"|体育(?:娱乐)?(?:场所|场馆|项目)?|娱乐(?:场所|项目"
    r"|设施)|过山车|entertainment(?: venues?)?"
    r"|(?:theme|amusement|water)[- ]parks?|sports? (?:venues?|facilit\w+)",
    r"动物园|水族馆|海洋馆|动物|wildlife|zoos?|aquariums?|safari parks?",
    r"园林(?:景观)?|江南园林|古典园林|classical gardens?|chinese gardens?",
    r"公园|植物园|绿地|parks?(?! and| ing)|botanic\w* gardens?|parks? and gardens?|gardens?",
    r"商业(?:街区?|区|中心|步行街)|步行街|购物(?:街|中心|商场|广场)|商场|商圈|逛街"
    r"|繁华(?:的)?(?:街|都市|商|闹市)?|都市(?:的)?繁华|现代都市|shopping (?:streets?"
    r"|districts?|malls?|areas?|cent\w+)|malls?|pedestrian streets?",
    r"市场|集市|夜市|早市|菜市场|(?:night |flea |street |farmers'? |food )?markets?|bazaars?",
    r"文化(?:旅游)?(?:区|街区|景区)|(?:有|具有|富有|充满)?文化(?:特色|氛围|气息|底蕴"
    r"|韵味)(?:浓厚|浓郁|十足)?|民俗(?:村|文化)?|cultural (?:districts?|quarters?"
    r"|tourism areas?|sites?|places|attractions|spots)",
    r"人文(?:景观|景点|风光|历史|气息|类)?|human(?:istic)? landscapes?|cultural landscapes?",
    r"(?:历史)?(?:古迹|遗迹|遗址|文物|古建筑?群?|名胜|古城|古镇|文化遗产)|历史(?:感|景点"
    r"|建筑|文化|名胜|底蕴|悠久|类|韵味)|有历史|名胜古迹|histor(?:ic|ical)(?: sites?"
    r"| monuments?| buildings?| landmarks?| places?| attractions?)?|monuments?|ruins"
    r"|ancient (?:sites?|temples?|buildings?|towns?)|heritage sites?|archaeolog\w+ sites?",
    r"寺庙?|寺院|佛寺|道观|教堂|清真寺|宗教(?:场所|建筑)?|religious(?: sites?)?|temples?"
    r"|church(?:es)?|cathedrals?|mosques?|shrines?",
    r"自然(?:风光|风景|景观|景点|景色|类)?|山水(?:风光|景色)?|风光|大自然|湖光山色"
    r"|nature(?: reserves?| spots?| sites?| parks?)?|natural (?:scenery|sites?|attractions?"
    r"|landscapes?|sights?|wonders?|areas?)|scenic (?:spots?|areas?)",
    r"观景(?:台|点)|viewpoints?|observation decks?|lookouts?",
    r"地标(?:建筑)?|landmarks?",
    r"(?:历史|特色|文艺|文化)?街区|老街|古街|neighbou?rhoods?|old (?:towns?|quarters?)",
)

CUISINES: tuple[str, ...] = (
    r"融合菜|(?:\S\S)?融合(?:料理|菜系)?|fusion(?: food| cuisine)?",
    r"创意(?:菜|料理)|有?创意(?:的)?(?:菜肴?|料理|美食)|creative (?:food|cuisine|dishes)",
    r"农家(?:菜|乐)|土菜|farmhouse (?:food|cuisine|dishes)",
    r"川菜|四川菜|川味|麻辣菜|szechuan|sichuan(?:ese)?",
    r"粤菜|广东菜|广式|港式|早茶|cantonese|dim sum",
    r"本帮菜|上海(?:本帮)?菜|上海(?:的)?(?:本地|当地|特色|本地特色|地道)菜|shanghainese",
    r"北京(?:的)?(?:本地|当地|特色|本地特色|地道)?菜|京菜|北京烤鸭|烤鸭|老北京(?:菜|小吃)"
    r"|peking duck|beijing (?:cuisine|food)",
    r"江浙菜|淮扬菜|杭帮菜|苏帮菜|浙菜|苏菜|江南菜|jiangsu|zhejiang|huaiyang|jiangzhe",
    r"湖北(?:的)?(?:本地|当地|特色)?菜|鄂菜|hubei",
    r"湘菜|湖南菜|hunan(?:ese)?",
    r"徽菜|安徽菜|anhui",
    r"鲁菜|山东菜|shandong",
    r"闽菜|福建菜|fujian(?:ese)?",
    r"东北菜|northeastern chinese|dongbei",
    r"西北菜|陕西菜|西北风味|northwestern chinese|shaanxi",
    r"新疆菜|新疆(?:风味|美食|餐)|xinjiang|uyghur",
    r"云南菜|滇菜|云贵菜|yunnan",
    r"客家菜|hakka",
    r"台湾(?:菜|美食|小吃)|taiwanese",
    r"清真(?:菜|餐厅?|食品)?|halal",
    r"西藏菜|藏(?:餐|菜)|tibetan",
    r"海南菜|hainan(?:ese)?",
    r"海鲜|seafood",
    r"火锅|涮(?:羊)?肉|hot ?pot",
    r"串串香?|chuan ?chuan",
    r"烧烤|烤肉|烤串|撸串|bbq|barbecue|grill(?:ed food)?",
    r"自助(?:餐|餐厅)?|buffets?",
    r"素(?:食|菜|餐)|吃素|vegetarian|vegan",
    r"日(?:本|式)?料理?|日(?:本|式)(?:菜|餐|美食)|日料|寿司|刺身|拉面|japanese|sushi|ramen",
    r"韩(?:国|式)?(?:料理|菜|餐|烤肉)|韩国(?:美食)?|korean",
    r"东南亚(?:菜|料理|美食|风味)?|southeast asian",
    r"泰(?:国|式)?菜|泰式(?:料理)?|泰餐|thai",
    r"越南(?:菜|粉)?|vietnamese",
    r"印度(?:菜|料理)|indian",
    r"中东(?:菜|料理)?|middle[- ]eastern|lebanese|turkish|arabic",
    r"拉美(?:菜|料理)?|latin american|brazilian|argentin\w+|peruvian",
    r"墨西哥(?:菜)?|mexican|tacos?",
    r"意大利(?:菜|餐|面|料理)|意(?:餐|面|菜)|italian|pasta",
    r"法(?:国菜|国料理|餐|式料理|式大餐|国大餐|式菜)|french",
    r"地中海(?:菜|料理|美食)?|mediterranean",
    r"希腊菜|greek",
    r"西班牙(?:菜|海鲜饭)|spanish|tapas",
    r"德国菜|german",
    r"美(?:国菜|式(?:餐|料理|快餐|菜))|american(?! dollars?| express)",
    r"英国菜|british(?= (?:food|cuisine|pub))",
    r"披萨|比萨|pizza",
    r"西餐厅?|牛排|western (?:food|cuisine)|western|steak(?:house)?s?",
    r"亚洲菜|asian",
    r"中餐|中国菜|chinese",
    r"面包(?:甜点|店|房)?|甜[点品食]|蛋糕|烘焙|bakery|baker(?:y|ies)|desserts?|pastr(?:y"
    r"|ies)|cakes?",
    r"咖啡(?:店|馆|厅|文化|吧)?|cafes?|cafés?|coffee(?: shops?| houses?)?",
    r"茶馆|茶室|茶楼|喝茶|茶艺|tea ?(?:houses?|rooms?)?",
    r"酒吧|酒馆|喝酒|喝一?[杯点]酒|小酌|精酿|bars?(?= |$|[,.])|pubs?",
    r"快餐(?:简餐)?|简餐|fast food",
    r"小吃|街边(?:摊|美食)|地方小吃|street food|snacks?",
    r"面馆|面条|面食|noodles?",
)

FEATURES: tuple[str, ...] = (
    r"网红(?:的)?(?:泳池|游泳池)|无边泳池|infinity pool",
    r"私人(?:的)?(?:泳池|游泳池)|private pool",
    r"儿童(?:的)?(?:泳池|游泳池|戏水池)|kids'? pool|children'?s pool",
    r"泳池|游泳(?:池|馆)?|swimming(?: pools?)?|pools?(?! table)",
    r"免费(?:的)?停车(?:场|位)?|停车免费|free (?:car )?parking",
    r"停车(?:场|位|库)?|(?:car )?parking|garage",
    r"充电(?:桩|站)|新能源车充电|给(?:电动)?车充电|(?:ev|car) charg\w+|charging (?:station"
    r"|point)s?",
    r"机器人(?:服务|送物|送餐)?|robots?(?: service)?",
    r"管家(?:式)?服务|管家|butler(?: service)?",
    r"行政(?:酒廊|楼层)|executive lounge",
    r"自营影音房",
    r"影音房|影院房?|看(?:电影|大片|影片)|投影(?:仪)?|家庭影院|观影|home (?:cinema|theat\w+)"
    r"|projectors?|movie rooms?",
    r"自营亲子房",
    r"亲子(?:主题)?房|亲子(?:酒店|主题)|family[- ]themed rooms?",
    r"自营舒睡房|舒睡房",
    r"家庭(?:房|套房|大床房|入住)|适合(?:一家人|全家|家庭)(?:入?住)?|家庭(?:出游)?友好"
    r"|family (?:rooms?|suites?)",
    r"儿童(?:俱乐部|活动中心)|kids'? clubs?|children'?s clubs?",
    r"(?:儿童|小孩|孩子|小朋友|亲子)(?:的)?(?:游?乐园|游乐(?:场|区|设施)|玩耍区)|(?:小孩"
    r"|孩子|儿童|小朋友)(?:们)?(?:能|可以)?玩的?(?:乐园|游乐场?|地方)|playgrounds?"
    r"|kids'? play area",
    r"江(?:河)?景(?:房|色)?|河景(?:房)?|看(?:到|见)?(?:长)?江|(?:江|河)(?:边|畔)?(?:风景"
    r"|景色|景)|river (?:views?|front)",
    r"湖畔(?:美居)?|lakeside",
    r"湖景(?:房)?|看(?:到|见)?湖|湖(?:边|面)?(?:风景|景色)|lake ?views?",
    r"迷人海景",
    r"海景(?:房)?|看(?:到|见)?(?:大)?海|sea ?views?|ocean ?views?",
    r"山景(?:房)?|看(?:到|见)?山|山(?:里|上)?(?:的)?(?:风景|景色)|mountain views?",
    r"动人夜景|夜景|night views?",
    r"窗外(?:的)?(?:好)?(?:景|风景)|(?:好的?|不错的?|漂亮的?)?(?:景观|风景|视野)(?:房|好)"
    r"|(?:rooms? with (?:a )?)?(?:good |great |nice )?views?",
    r"桑拿(?:房)?|蒸桑拿|汗蒸|saunas?",
    r"私汤(?:房)?|私人温泉|private hot springs?",
    r"温泉泡汤|泡温泉|泡汤",
    r"温泉|hot springs?|onsen",
    r"spa|水疗|按摩|massages?",
    r"日光浴(?:场)?|sun ?(?:deck|terrace|bath\w*)",
    r"健身(?:室|房|中心|设施|器材)?|锻炼身体|撸铁|gyms?|fitness(?: cent\w+| rooms?)?|work ?out",
    r"棋牌(?:室)?|打?麻将(?:房|室)?|打牌|mah-?jong|card rooms?",
    r"桌球(?:室)?|台球(?:室)?|billiards?|pool tables?",
    r"电竞酒店",
    r"电竞(?:房)?|打(?:电子)?游戏|电子游戏|玩游戏|开黑|e-?sports?(?: rooms?)?"
    r"|gaming(?: rooms?| pcs?)?",
    r"智能(?:马桶|坐便)|smart toilets?|bidets?",
    r"智能(?:客控|控制|家居|房控)|智能化(?:控制)?|语音控制|smart (?:rooms?|controls?|home)",
    r"空气净化(?:器|机)?|air purif\w+",
    r"空调|冷气|air[- ]?condition\w*",
    r"洗衣房|自助洗衣|laundry rooms?|laundromats?|launderette",
    r"洗衣机|washing machines?|washers?",
    r"洗衣(?:服务)?|laundry(?: service)?",
    r"厨房|做饭|自己下厨|kitchen\w*|cook for ourselves",
    r"多功能厅|宴会厅|function (?:rooms?|halls?)|ballrooms?|banquet halls?",
    r"会议(?:厅|室|中心)|开会(?:的地方)?|meeting rooms?|conference (?:rooms?|halls?|facilit\w+)",
    r"商务中心|business cent\w+",
    r"(?:24|二十四)小时(?:的)?前台|前台(?:24|二十四)小时|24[- /]?(?:hours?|h"
    r"|7)[- ]?(?:front desk|reception)",
    r"穿梭机场(?:班车)?|机场(?:接送|班车|巴士|接驳)(?:车)?|接送机|airport (?:shuttles?"
    r"|transfers?|pick-?ups?)",
    r"行李(?:寄存|存放)|存(?:放)?行李|寄存行李|luggage (?:storage|room)"
    r"|store (?:our )?(?:luggage|bags)",
    r"情侣(?:房|酒店|主题|套房|大床)|couples? rooms?|romantic rooms?",
    r"老洋房|洋房",
    r"历史(?:感的)?(?:名宅|老宅|建筑|宅院)|(?:老宅|名宅)|historic(?:al)? (?:mansions?"
    r"|houses?|residences?)",
    r"四合院|courtyard (?:houses?|hotels?)",
    r"中式庭院|庭院|chinese courtyards?",
    r"园林(?:建筑|式|风格|(?=的?(?:酒店|民宿|客栈)))|garden(?:[- ]style)? (?:hotels?|buildings?)",
    r"设计师(?:酒店)?|设计感|design(?:er)? hotels?",
    r"酒店(?:式)?公寓|公寓(?:式)?|service apartments?|aparthotels?|serviced apartments?",
    r"民宿|homestays?|guest ?houses?|b&bs?",
    r"客栈|inns?",
    r"别墅|villas?",
    r"农家(?:乐|院)|farm ?stays?|farmhouses?",
    r"套房|suites?",
    r"拍照(?:出片|好看|打卡)?|出片|适合拍照|instagram\w*|photogenic",
    r"小而美|精品小酒店|boutique",
    r"茶室|品茶|tea rooms?",
    r"钓鱼|垂钓|fishing",
    r"美食酒店",
    r"提前入园|early (?:park )?entry",
    r"位置(?:超好|好|优越|便利)|地段好|great location|central(?:ly)? locat\w+",
    r"boss推荐|老板推荐",
    r"特色住宿|特色(?:酒店|民宿)",
    r"无线(?:网络|网)?|wi-?fi|免费wifi",
    r"电梯|elevators?|lifts?",
    r"早餐|含早|breakfast(?: included)?",
    r"浴缸|泡澡|bath ?tubs?",
    r"阳台|露台|balcon(?:y|ies)|terraces?",
)
CLASSES: tuple[str, ...] = (r"luxury|luxurious|(?:5|five)[- ]stars?|[五5]星级?|豪华(?:型|级)?",)
"""How good hotels are, where the words of a catalogue say so."""
